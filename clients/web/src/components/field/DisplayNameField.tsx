import { useState } from 'preact/hooks';
import { limits } from '#sdk';
import { Field } from './Field.tsx';

interface DisplayNameFieldProps {
  /** of the form, as typed: "First Last" is offered, and only taken when the user says so, because those are private */
  firstName: string;
  lastName: string;
  defaultValue?: string;
  error: string | undefined;
}

export function DisplayNameField({ firstName, lastName, defaultValue = '', error }: DisplayNameFieldProps) {
  const [value, setValue] = useState(defaultValue);
  const fullName = `${firstName.trim()} ${lastName.trim()}`.trim();
  return (
    <div class="field">
      <Field
        label="Display name"
        name="display_name"
        value={value}
        onInput={({ currentTarget }) => setValue(currentTarget.value)}
        maxLength={2 * limits.displayNameCharacters}
        autocomplete="nickname"
        dir="auto"
        placeholder={fullName || 'First Last'}
        hint="How others see you, instead of your username."
        error={error}
      />
      {fullName !== '' && value === '' && (
        <button type="button" class="field-offer" onClick={() => setValue(fullName)}>
          Use “<bdi>{fullName}</bdi>”
        </button>
      )}
    </div>
  );
}
