// A permit that waits for its signature: the page is read again as soon as the body's signer has answered.

const waiting = document.querySelector<HTMLElement>('[data-waits]');

async function look(): Promise<void> {
  const reference = encodeURIComponent(waiting?.dataset.waits ?? '');
  const answer = await fetch(`/api/v1/permits/${reference}`).catch(() => undefined);
  const permit = answer?.ok ? ((await answer.json()) as { pending: unknown; objections: string[] }) : undefined;
  if (permit && (permit.pending === null || permit.objections.length > 0)) location.reload();
  else setTimeout(() => void look(), 2000);
}

if (waiting) void look();
