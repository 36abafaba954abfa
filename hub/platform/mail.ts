// Letters: by SMTP where SMTP_URL names a server, else one file a letter in SLUSS_HOME/outbox.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transporter } from 'nodemailer';
import { v7 as uuidv7 } from 'uuid';

export type Letter = { to: string; subject: string; text: string };
export type Mail = { send(letter: Letter): Promise<void>; stop(): void };

export function createMail({ smtpUrl, from, outbox }: { smtpUrl: string | undefined; from: string; outbox: string }): Mail {
  let transport: Transporter | undefined;
  return {
    async send(letter) {
      // Loaded with the first letter: many processes never write one.
      const { createTransport } = await import('nodemailer');
      transport ??= smtpUrl ? createTransport(smtpUrl) : createTransport({ streamTransport: true, buffer: true });
      const sent = await transport.sendMail({ from, ...letter });
      if (smtpUrl) return;
      await mkdir(outbox, { recursive: true, mode: 0o700 });
      await writeFile(join(outbox, `${uuidv7()}.eml`), (sent as { message: Buffer }).message, { mode: 0o600 });
    },
    stop: () => transport?.close(),
  };
}
