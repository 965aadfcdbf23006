import { useState } from 'preact/hooks';
import type { Avatar } from '#sdk';
import { Button } from '../../components/button/Button.tsx';
import { Area, Field } from '../../components/field/Field.tsx';
import { FormProblem } from '../../components/field/FormProblem.tsx';
import { requireFields, useForm } from '../../components/field/form.ts';
import { AvatarPicker } from '../settings/AvatarPicker.tsx';
import '../settings/settings.css';

/** As the server: characters. */
const NAME_MAX = 64;
const TOPIC_MAX = 250;

export interface Look {
  Name: string;
  Topic: string;
  Avatar: Avatar | null;
}

interface GroupLookProps {
  /** chooses the colour where there is no picture */
  id: string;
  look: Look;
  action: string;
  onSubmit: (look: Look) => Promise<void>;
}

/** Name, topic and picture of a group. */
export function GroupLook({ id, look, action, onSubmit }: GroupLookProps) {
  const [name, setName] = useState(look.Name);
  const [avatar, setAvatar] = useState(look.Avatar);
  const [uploading, setUploading] = useState(false);
  const { busy, fields, problem, retryAt, ...form } = useForm(async (values) => {
    requireFields(values, { Name: 'Give the group a name.' });
    await onSubmit({ Name: values.Name?.trim() ?? '', Topic: values.Topic?.trim() ?? '', Avatar: avatar });
  });
  return (
    <form class="form" {...form} noValidate>
      <Field
        label="Name"
        name="Name"
        dir="auto"
        autocomplete="off"
        autofocus
        maxLength={2 * NAME_MAX}
        value={name}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
        error={fields.Name}
      />
      <Area
        label="Topic"
        name="Topic"
        dir="auto"
        rows={2}
        maxLength={2 * TOPIC_MAX}
        defaultValue={look.Topic}
        hint="What the group is about. It can stay empty."
        error={fields.Topic}
      />
      <AvatarPicker
        username={id}
        displayName={name.trim() === '' ? 'New group' : name}
        value={avatar}
        onChange={setAvatar}
        busy={uploading}
        onBusy={setUploading}
        error={fields['Avatar.emoji'] ?? fields.Avatar}
        group
      />
      <FormProblem problem={problem} retryAt={retryAt} />
      <Button type="submit" tone="primary" busy={busy || uploading}>
        {action}
      </Button>
    </form>
  );
}
