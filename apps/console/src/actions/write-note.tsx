import { useState, type ReactElement } from 'react';
import { Button, Form, Label, TextArea, TextField } from 'react-aria-components';
import { answerOf, holdfast } from '../api/holdfast';
import { useMessages } from '../language/language';
import { Failure } from '../page/states';
import { useMay, usePerson } from '../session/access';
import { newId } from './ids';
import { useCommand } from './use-command';

/** A note for colleagues, which stands in the timeline. */
export function WriteNote({ orderId }: { readonly orderId: string }): ReactElement | null {
  const { note } = useMessages().order;
  const mayOperate = useMay('operate');
  const by = usePerson();
  const [text, setText] = useState('');
  const [noteId, setNoteId] = useState(() => newId('note'));
  const command = useCommand({
    orderId,
    done: note.done,
    send: () =>
      answerOf(
        holdfast.POST('/v1/orders/{orderId}/notes', { params: { path: { orderId } }, body: { noteId, by, text } }),
      ),
    close: () => {
      setText('');
      setNoteId(newId('note'));
    },
  });
  if (!mayOperate) return null;
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        command.mutate();
      }}
    >
      <TextField value={text} onChange={setText} maxLength={1000}>
        <Label>{note.label}</Label>
        <TextArea rows={2} />
      </TextField>
      {text.trim() !== '' && (
        <Button type="submit" isDisabled={command.isPending}>
          {command.isPending ? note.submitting : note.submit}
        </Button>
      )}
      {command.isError && <Failure error={command.error} />}
    </Form>
  );
}
