import type { ReactElement } from 'react';
import { FieldError, Input, Label, NumberField, Text, TextField } from 'react-aria-components';
import { useMessages } from '../language/language';
import { minorPerMajor } from '../money/decimals';

interface TextParts {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isRequired?: boolean;
  readonly maxLength?: number;
}

/** A line of text. */
export function TextLine({ label, help, maxLength = 100, isRequired = false, ...text }: TextParts): ReactElement {
  return (
    <TextField {...text} isRequired={isRequired} maxLength={maxLength} autoComplete="off">
      <Label>{label}</Label>
      <Input />
      {help !== undefined && <Text slot="description">{help}</Text>}
      <FieldError />
    </TextField>
  );
}

/** A look needs no reason, but the API asks for one. Nobody sees it. */
export const LOOK = 'preview';

/** Why somebody does it, for the timeline. */
export function Reason({ value, onChange }: Pick<TextParts, 'value' | 'onChange'>): ReactElement {
  const { actions } = useMessages();
  const texts = { label: actions.reason, help: actions.reasonHelp };
  return <TextLine {...texts} value={value} onChange={onChange} maxLength={500} isRequired />;
}

interface AmountParts {
  readonly label: string;
  readonly currency: string;
  /** Minor units; null: nothing was typed yet. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly isRequired?: boolean;
}

/** An amount, typed as people write it in their language. */
export function AmountField({ label, currency, value, onChange, isRequired = true }: AmountParts): ReactElement {
  const minor = minorPerMajor(currency);
  return (
    <NumberField
      value={value === null ? NaN : value / minor}
      onChange={(major) => {
        onChange(Number.isNaN(major) ? null : Math.round(major * minor));
      }}
      minValue={0}
      formatOptions={{ style: 'currency', currency: currency.toUpperCase() }}
      isRequired={isRequired}
    >
      <Label>{label}</Label>
      <Input />
      <FieldError />
    </NumberField>
  );
}

interface CountParts {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** How many, from one on. */
export function CountField({ label, value, onChange }: CountParts): ReactElement {
  return (
    <NumberField
      value={value}
      onChange={(count) => {
        onChange(Number.isNaN(count) ? 0 : count);
      }}
      minValue={1}
      isRequired
    >
      <Label>{label}</Label>
      <Input />
      <FieldError />
    </NumberField>
  );
}
