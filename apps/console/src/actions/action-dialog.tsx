import { useEffect, useRef, type ReactElement, type ReactNode, type RefObject } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useMessages } from '../language/language';
import { useAnnounce } from '../page/announcements';

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
  const isOpen = useRef(false);
  useSaidWhenGone(isOpen);
  return (
    <DialogTrigger
      onOpenChange={(now) => {
        isOpen.current = now;
      }}
    >
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

/** A dialog goes while it is open when somebody else has made its action impossible: not without a word. */
function useSaidWhenGone(isOpen: RefObject<boolean>): void {
  const { actions } = useMessages();
  const announce = useAnnounce();
  useEffect(
    () => () => {
      if (isOpen.current) announce(actions.gone);
    },
    [isOpen, announce, actions.gone],
  );
}
