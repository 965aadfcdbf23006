import type { ExportedConversation, ExportPage } from '#sdk';
import { chat } from '../../app/client.ts';

interface Export {
  exported_at: string;
  profile?: ExportPage['profile'];
  sessions?: ExportPage['sessions'];
  conversations: ExportedConversation[];
}

/** Joins the pages of an export. A long conversation goes on over several of them. @param onProgress messages so far */
export async function collectExport(onProgress: (messages: number) => void): Promise<Export> {
  const result: Export = { exported_at: new Date().toISOString(), conversations: [] };
  let count = 0;
  for await (const { profile, sessions, conversations } of chat.me.export()) {
    if (profile) result.profile = profile;
    if (sessions) result.sessions = sessions;
    for (const conversation of conversations) {
      const last = result.conversations.at(-1);
      if (last?.Conversation === conversation.Conversation) last.messages.push(...conversation.messages);
      else result.conversations.push(conversation);
      count += conversation.messages.length;
    }
    onProgress(count);
  }
  return result;
}

export function offerDownload(content: string, filename: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // The download has its own hold on the content by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
