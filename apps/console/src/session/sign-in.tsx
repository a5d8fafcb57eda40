import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button, FieldError, Form, Input, Label, Text, TextField } from 'react-aria-components';
import { answerOf, holdfast, sendTokenOf, type Session } from '../api/holdfast';
import { sessionQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { Failure } from '../page/states';

/** Asks for the key, once; the browser gets a cookie that this page cannot read. */
export function SignIn({ isOver }: { readonly isOver: boolean }): ReactElement {
  const { signIn } = useMessages();
  const queries = useQueryClient();
  const asked = useMutation({
    mutationFn: ({ person, key }: { readonly person: string; readonly key: string }): Promise<Session> =>
      answerOf(holdfast.POST('/v1/sign-in', { body: { person }, headers: { Authorization: `Bearer ${key}` } })),
    onSuccess: async (session) => {
      sendTokenOf(session);
      queries.setQueryData(sessionQuery.queryKey, session);
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
  return (
    <main className="sign-in">
      <h1>{signIn.title}</h1>
      {isOver && <p role="status">{signIn.over}</p>}
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          const given = new FormData(event.currentTarget);
          asked.mutate({ person: textOf(given, 'person'), key: textOf(given, 'key') });
        }}
      >
        <TextField name="person" isRequired maxLength={100} autoComplete="name">
          <Label>{signIn.person}</Label>
          <Input />
          <Text slot="description">{signIn.personHelp}</Text>
          <FieldError />
        </TextField>
        <TextField name="key" type="password" isRequired autoComplete="off">
          <Label>{signIn.key}</Label>
          <Input />
          <Text slot="description">{signIn.keyHelp}</Text>
          <FieldError />
        </TextField>
        <Button type="submit" className="main" isDisabled={asked.isPending}>
          {asked.isPending ? signIn.submitting : signIn.submit}
        </Button>
      </Form>
      {asked.isError && <Failure error={asked.error} />}
    </main>
  );
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
