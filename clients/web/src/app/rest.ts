/** What is not needed for the first paint, in one file of the build (rest-loader.ts): it is whole, or not there. */
import '../state/activity.ts';
import '../state/notifier.ts';
import '../state/system-messages.ts';

export { FormattedText } from '../components/text/FormattedText.tsx';
export { Recover } from '../screens/auth/Recover.tsx';
export { Register } from '../screens/auth/Register.tsx';
export { ConversationMenu } from '../screens/conversation/ConversationMenu.tsx';
export { ComposerClosed } from '../screens/conversation/composer/ComposerClosed.tsx';
export { MentionPicker } from '../screens/conversation/composer/MentionPicker.tsx';
export { replyMode } from '../screens/conversation/composer/modes/reply.ts';
export { MessageActions } from '../screens/conversation/message/MessageActions.tsx';
export { ReportDialog } from '../screens/conversation/message/ReportDialog.tsx';
export { NewContact } from '../screens/conversation/NewContact.tsx';
export { NoConversation } from '../screens/conversation/NoConversation.tsx';
export { ProfilePeek } from '../screens/conversation/ProfilePeek.tsx';
export { RequestBanner } from '../screens/conversation/RequestBanner.tsx';
export { JumpToMention } from '../screens/conversation/timeline/JumpToMention.tsx';
export { GroupDetails } from '../screens/groups/GroupDetails.tsx';
export { JoinScreen } from '../screens/groups/JoinScreen.tsx';
export { NewGroupPane } from '../screens/groups/NewGroupPane.tsx';
export { Home } from '../screens/home/Home.tsx';
export { Archive, ArchiveLink, showsArchive } from '../screens/inbox/Archive.tsx';
export { NotificationHint } from '../screens/inbox/NotificationHint.tsx';
export { Requests } from '../screens/inbox/Requests.tsx';
export { SavedPane } from '../screens/inbox/SavedPane.tsx';
export { PeoplePane } from '../screens/people/PeoplePane.tsx';
export { SettingsScreen } from '../screens/settings/SettingsScreen.tsx';
