import type { ReactElement, ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';

interface ActionParts {
  /** What the button says that opens it. */
  readonly open: string;
  readonly title: string;
  readonly isMain?: boolean;
  /** The form, made when it is opened. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button, and what it opens above the page. Escape, or a press beside it, closes it without doing anything. */
export function ActionDialog({ open, title, isMain = false, children }: ActionParts): ReactElement {
  return (
    <DialogTrigger>
      <Button className={isMain ? 'main' : ''}>{open}</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog>
            {({ close }) => (
              <>
                <Heading slot="title">{title}</Heading>
                {children(close)}
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
