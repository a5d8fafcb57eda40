import type { ReactElement } from 'react';

interface Choices {
  readonly label: string;
  readonly name?: string;
  /** What stands above the options for none of them; without it one of them is always chosen. */
  readonly first?: string;
  readonly options: Readonly<Record<string, string>>;
  /** Chosen in the beginning; with `onChange`: now. */
  readonly value?: string | undefined;
  readonly onChange?: (value: string) => void;
}

/** One of several, in the browser's own list, which every phone shows well. */
export function Choice({ label, name, first, options, value = '', onChange }: Choices): ReactElement {
  const chosen =
    onChange === undefined
      ? { defaultValue: value }
      : {
          value,
          onChange: (event: { readonly target: { readonly value: string } }) => {
            onChange(event.target.value);
          },
        };
  return (
    <label>
      {label}
      <select name={name} {...chosen}>
        {first !== undefined && <option value="">{first}</option>}
        {Object.entries(options).map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
