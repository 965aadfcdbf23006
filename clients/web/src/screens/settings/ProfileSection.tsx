import { useState } from 'preact/hooks';
import { limits, type OwnProfile } from '#sdk';
import { chat } from '../../app/client.ts';
import { Button } from '../../components/button/Button.tsx';
import { DisplayNameField } from '../../components/field/DisplayNameField.tsx';
import { Area, Field } from '../../components/field/Field.tsx';
import { FormProblem } from '../../components/field/FormProblem.tsx';
import { useForm } from '../../components/field/form.ts';
import { forgetPerson } from '../../state/people.ts';
import { mediumDate } from '../../state/times.ts';
import { notify } from '../../state/toasts.ts';
import { AvatarPicker } from './AvatarPicker.tsx';
import { useLoaded } from './use-loaded.ts';
import { Waiting } from './Waiting.tsx';

const load = () => chat.me.show();

export function ProfileSection() {
  const { state, reload, set } = useLoaded(load);
  if (state.status !== 'ready') return <Waiting state={state} label="Loading your profile" retry={reload} />;
  return <ProfileForm profile={state.value} onSaved={set} />;
}

function ProfileForm({ profile, onSaved }: { profile: OwnProfile; onSaved: (profile: OwnProfile) => void }) {
  const [avatar, setAvatar] = useState(profile.avatar);
  const [uploading, setUploading] = useState(false);
  const { busy, fields, problem, retryAt, ...form } = useForm(async (values) => {
    const { display_name = '', bio = '', first_name = '', last_name = '', email = '' } = values;
    const saved = await chat.me.update({
      first_name,
      last_name,
      email,
      display_name: display_name.trim() === '' ? null : display_name,
      bio: bio.trim() === '' ? null : bio,
      avatar,
    });
    onSaved(saved);
    forgetPerson(profile.username);
    notify('Your profile is saved.');
  });
  return (
    <form class="form" {...form} noValidate>
      <AvatarPicker
        username={profile.username}
        displayName={profile.display_name}
        value={avatar}
        onChange={setAvatar}
        busy={uploading}
        onBusy={setUploading}
        error={fields['avatar.emoji'] ?? fields.avatar}
      />
      <DisplayNameField
        firstName={profile.first_name}
        lastName={profile.last_name}
        defaultValue={profile.display_name ?? ''}
        error={fields.display_name}
      />
      <Area
        label="About you"
        name="bio"
        rows={3}
        dir="auto"
        defaultValue={profile.bio ?? ''}
        hint={`Up to ${limits.bioCharacters} characters, visible to everyone.`}
        error={fields.bio}
      />
      <h2 class="settings-heading">Only you see these</h2>
      <div class="form-pair">
        <Field
          label="First name"
          name="first_name"
          autocomplete="given-name"
          defaultValue={profile.first_name}
          error={fields.first_name}
        />
        <Field
          label="Last name"
          name="last_name"
          autocomplete="family-name"
          defaultValue={profile.last_name}
          error={fields.last_name}
        />
      </div>
      <Field
        label="Email"
        name="email"
        type="email"
        autocomplete="email"
        defaultValue={profile.email}
        error={fields.email}
      />
      <FormProblem problem={problem} retryAt={retryAt} />
      <div class="form-actions form-actions-sticky">
        <Button type="submit" tone="primary" busy={busy || uploading}>
          Save
        </Button>
        <span class="field-hint">On CoreChat since {mediumDate(new Date(profile.created_at))}</span>
      </div>
    </form>
  );
}
