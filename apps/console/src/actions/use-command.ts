import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useAnnounce } from '../page/announcements';

/** Lists that show what a command changes. */
const LISTS = ['orders', 'attentions', 'refunds', 'letters'] as const;

interface Command<Answer> {
  /** Null: it is about no order of ours. */
  readonly orderId: string | null;
  readonly send: () => Promise<Answer>;
  /** What is said once it is done. */
  readonly done: string;
  readonly close: () => void;
}

/** Sends a command once it is told to; then everything that shows the order is read again. */
export function useCommand<Answer>({
  orderId,
  send,
  done,
  close,
}: Command<Answer>): UseMutationResult<Answer, Error, void> {
  const queries = useQueryClient();
  const announce = useAnnounce();
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      announce(done);
      close();
    },
    // What was refused may have been so because somebody else was faster.
    onSettled: async () => {
      await Promise.all(
        [...(orderId === null ? [] : [['order', orderId]]), ...LISTS.map((list) => [list])].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
}
