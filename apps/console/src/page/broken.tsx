import { Component, type ReactElement, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useMessages } from '../language/language';

interface Broken {
  readonly error: Error | null;
}

/** Says that the page has a fault, where it would otherwise be empty. */
export class UnlessBroken extends Component<{ readonly children: ReactNode }, Broken> {
  override state: Broken = { error: null };

  static getDerivedStateFromError(error: unknown): Broken {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <Fault error={error} />;
  }
}

function Fault({ error }: { readonly error: Error }): ReactElement {
  const { state } = useMessages();
  return (
    <main className="notice" role="alert">
      <p>{state.broken}</p>
      <p>
        <code>{error.message}</code>
      </p>
      <Button
        onPress={() => {
          location.reload();
        }}
      >
        {state.reload}
      </Button>
    </main>
  );
}
