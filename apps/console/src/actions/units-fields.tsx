import type { ReactElement } from 'react';
import { Button, Group, Input, Label, NumberField } from 'react-aria-components';
import { useMessages } from '../language/language';

/** How many units of which line, by the line's id. */
export type Units = Readonly<Record<string, number>>;

/** A line of which some units can be chosen. */
export interface Choosable {
  readonly lineId: string;
  readonly name: string;
  readonly most: number;
}

/** Everything that can be chosen. */
export function allOf(lines: readonly Choosable[]): Units {
  return Object.fromEntries(lines.map(({ lineId, most }) => [lineId, most]));
}

/** The units as the API takes them; a line of which none is chosen is left out. */
export function chosenIn(units: Units): { lineId: string; quantity: number }[] {
  return Object.entries(units)
    .filter(([, quantity]) => quantity > 0)
    .map(([lineId, quantity]) => ({ lineId, quantity }));
}

interface UnitsParts {
  readonly lines: readonly Choosable[];
  readonly units: Units;
  readonly onChange: (units: Units) => void;
}

/** A number for each line, with buttons that a thumb can press. */
export function UnitsFields({ lines, units, onChange }: UnitsParts): ReactElement {
  const { actions } = useMessages();
  return (
    <fieldset>
      <legend>{actions.units}</legend>
      {lines.map(({ lineId, name, most }) => (
        <NumberField
          key={lineId}
          className="units"
          value={units[lineId] ?? 0}
          minValue={0}
          maxValue={most}
          onChange={(quantity) => {
            onChange({ ...units, [lineId]: Number.isNaN(quantity) ? 0 : quantity });
          }}
        >
          <Label>{actions.unitsOf(name, most)}</Label>
          <Group>
            <Button slot="decrement" aria-label={actions.fewer}>
              −
            </Button>
            <Input />
            <Button slot="increment" aria-label={actions.more}>
              +
            </Button>
          </Group>
        </NumberField>
      ))}
    </fieldset>
  );
}
