import { createServer, type Socket } from 'node:net';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** Head and body as they came. */
  text: string;
}

/** A mail server (RFC 5321) that keeps what it takes, and answers to a command as it is told to. */
export interface MailReceiver {
  url: string;
  mails: ReceivedMail[];
  /** Answers by the command that they are given to; absent: it takes everything. */
  answer: (command: string) => string | undefined;
  stop(): Promise<void>;
}

export async function startMailServer(): Promise<MailReceiver> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket, receiver);
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const receiver: MailReceiver = {
    url: `smtp://127.0.0.1:${port}`,
    mails: [],
    answer: () => undefined,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return receiver;
}

function serve(socket: Socket, receiver: MailReceiver): void {
  let mail: ReceivedMail = { from: '', to: [], text: '' };
  let isData = false;
  let pending = '';
  const say = (line: string): boolean => socket.write(`${line}\r\n`);
  const obey = (line: string): string => {
    const command = line.slice(0, 4).toUpperCase();
    const told = receiver.answer(line);
    if (told !== undefined) return told;
    if (command === 'MAIL') mail = { from: line.slice('MAIL FROM:'.length), to: [], text: '' };
    if (command === 'RCPT') mail.to.push(line.slice('RCPT TO:'.length));
    if (command === 'STAR') return '502 no such command';
    isData = command === 'DATA';
    return isData ? '354 go on' : '250 ok';
  };
  say('220 mail.test');
  socket.on('data', (chunk) => {
    pending += chunk.toString();
    for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
      const line = pending.slice(0, end);
      pending = pending.slice(end + 2);
      if (!isData) say(obey(line));
      else if (line === '.') {
        isData = false;
        receiver.mails.push(mail);
        say('250 taken');
      } else mail.text += `${line}\n`;
    }
  });
}
