/** Files of each kind, made by code: sounds here, pictures and films by the browser. */
import type { Browser } from 'playwright-core';
import type { TestFile } from './files.ts';

export const fileOf = (name: string, mimeType: string, data: Buffer | string): TestFile => ({
  name,
  mimeType,
  buffer: Buffer.from(data as string, 'latin1'),
});

/** 2 × 2 pixels. No browser makes this format. */
const AVIF =
  'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNseAACAAIAAYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACVtZGF0EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=';
const GIF = 'R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==';

export const avif = fileOf('tiny.avif', 'image/avif', Buffer.from(AVIF, 'base64'));
export const gif = fileOf('tiny.gif', 'image/gif', Buffer.from(GIF, 'base64'));

/** Half a second of silence: 8,000 samples a second, of 8 bits. */
export function wav(): TestFile {
  const samples = Buffer.alloc(4_000, 0x80);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  // Of 16 bytes: PCM, one channel, samples and bytes a second, bytes and bits of a sample.
  for (const [at, value] of [16, 0x0001_0001, 8_000, 8_000, 0x0008_0001].entries())
    head.writeUInt32LE(value, 16 + 4 * at);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return fileOf('silence.wav', 'audio/wav', Buffer.concat([head, samples]));
}

/** Frames of MPEG-1 layer 3 without a sound: 128 kbit/s, 44,100 samples a second, one channel. */
export function mp3(): TestFile {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0xc4]);
  return fileOf('silence.mp3', 'audio/mpeg', Buffer.concat(Array.from({ length: 40 }, () => frame)));
}

/** RFC 3533, section 6. */
function oggChecksum(page: Buffer): number {
  let sum = 0;
  for (const byte of page) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x8000_0000 ? (sum << 1) ^ 0x04c1_1db7 : sum << 1;
  }
  return sum >>> 0;
}

function oggPage(flags: number, number: number, samples: number, packets: Buffer[]): Buffer {
  const head = Buffer.alloc(27 + packets.length);
  head.write('OggS');
  head[5] = flags;
  head.writeUInt32LE(samples, 6);
  head.writeUInt32LE(7, 14);
  head.writeUInt32LE(number, 18);
  head[26] = packets.length;
  for (const [index, { length }] of packets.entries()) head[27 + index] = length;
  const page = Buffer.concat([head, ...packets]);
  page.writeUInt32LE(oggChecksum(page), 22);
  return page;
}

/** Opus packets of 20 ms of silence (RFC 7845). */
export function ogg(): TestFile {
  const head = Buffer.from('OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0', 'latin1');
  const tags = Buffer.from('OpusTags\x04\0\0\0test\0\0\0\0', 'latin1');
  const packets = Array.from({ length: 50 }, () => Buffer.from([0xf8, 0xff, 0xfe]));
  const pages = [oggPage(2, 0, 0, [head]), oggPage(0, 1, 0, [tags]), oggPage(4, 2, 50 * 960, packets)];
  return fileOf('silence.ogg', 'audio/ogg', Buffer.concat(pages));
}

/** Pictures of 64 × 48 pixels, and a second of film and sound, as this browser encodes them. */
export async function madeByBrowser(browser: Browser): Promise<TestFile[]> {
  const page = await browser.newPage();
  const made = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const paint = (at: number) => {
      context.fillStyle = `hsl(${at * 40} 80% 50%)`;
      context.fillRect(0, 0, 64, 48);
    };
    const asBase64 = (blob: Blob) =>
      new Promise<string>((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
        reader.readAsDataURL(blob);
      });
    paint(1);
    const picture = (type: string) =>
      new Promise<Blob>((resolve) => {
        canvas.toBlob((blob) => resolve(blob as Blob), type);
      });
    const recorded = async (stream: MediaStream, type: string) => {
      const recorder = new MediaRecorder(stream, { mimeType: type });
      const parts: Blob[] = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      const stopped = new Promise((resolve) => {
        recorder.onstop = resolve;
      });
      recorder.start();
      for (let at = 0; at < 10; at++) {
        paint(at);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      recorder.stop();
      await stopped;
      return new Blob(parts);
    };
    const sound = () => {
      const audio = new AudioContext();
      const [tone, out] = [audio.createOscillator(), audio.createMediaStreamDestination()];
      tone.connect(out);
      tone.start();
      return out.stream;
    };
    const wanted: [string, string, () => Promise<Blob>][] = [
      ['made.jpg', 'image/jpeg', () => picture('image/jpeg')],
      ['made.png', 'image/png', () => picture('image/png')],
      ['made.webp', 'image/webp', () => picture('image/webp')],
      ['made.webm', 'video/webm', () => recorded(canvas.captureStream(), 'video/webm;codecs=vp8')],
      ['made.mp4', 'video/mp4', () => recorded(canvas.captureStream(), 'video/mp4;codecs=vp9')],
      ['sound.webm', 'audio/webm', () => recorded(sound(), 'audio/webm;codecs=opus')],
      ['sound.m4a', 'audio/mp4', () => recorded(sound(), 'audio/mp4;codecs=opus')],
    ];
    const files: [string, string, string][] = [];
    for (const [name, type, make] of wanted) files.push([name, type, await asBase64(await make())]);
    return files;
  });
  await page.context().close();
  return made.map(([name, type, base64]) => fileOf(name, type, Buffer.from(base64, 'base64')));
}
