import type { ReactElement, ReactNode } from 'react';
import type { UseMutationResult } from '@tanstack/react-query';
import { Button, Form } from 'react-aria-components';
import { useMessages } from '../language/language';
import { Failure } from '../page/states';

interface ActionFormParts<Answer> {
  readonly command: UseMutationResult<Answer, Error, void>;
  readonly submit: string;
  readonly isReady: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
}

/** Fields, what was refused in words, and two buttons: do it, or go back. */
export function ActionForm<Answer>({
  command,
  submit,
  isReady,
  close,
  children,
}: ActionFormParts<Answer>): ReactElement {
  const { actions } = useMessages();
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        command.mutate();
      }}
    >
      {children}
      {command.isError && <Failure error={command.error} />}
      <div className="buttons">
        <Button onPress={close}>{actions.discard}</Button>
        <Button type="submit" className="main" isDisabled={!isReady || command.isPending}>
          {command.isPending ? actions.sending : submit}
        </Button>
      </div>
    </Form>
  );
}
