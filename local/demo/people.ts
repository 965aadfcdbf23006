/** The people of the demo. Visitors log in as the first one. */
import type { Avatar } from '../../lib/accounts/avatar.ts';

export interface DemoPerson {
  username: string;
  firstName: string;
  lastName: string;
  displayName?: string;
  bio?: string;
  avatar: Avatar;
}

/** The same for all, and printed: demo people exist on development stacks only. */
export const DEMO_PASSWORD = 'demo-password';

/** Identifies demo accounts. The domain cannot receive mail (RFC 2606). */
export const DEMO_EMAIL_DOMAIN = 'demo.corechat.example';

type Row = [
  username: string,
  first: string,
  last: string,
  display: string | null,
  bio: string | null,
  avatar: string,
];

const ROWS: Row[] = [
  ['alice', 'Alice', 'Lindqvist', 'Alice', 'Product designer. Coffee first, then pixels.', '🦊'],
  ['bob', 'Bob', 'Okafor', 'Bob', 'Backend, bikes, bad puns.', '🚲'],
  ['carmen.diaz', 'Carmen', 'Díaz Romero', 'Carmen', 'Fotografía analógica 📷\nMadrid → Lisboa', '📷'],
  ['kenji', 'Kenji', 'Tanaka', '健司', '週末は山に登ります。', '⛰️'],
  ['layla', 'Layla', 'Haddad', 'ليلى حداد', 'مهندسة معمارية، أحب القهوة والكتب', '#8e44ad'],
  ['noam', 'Noam', 'Ben-David', 'נועם', 'מוזיקאי. לפעמים גם ישן.', '🎸'],
  ['priya_s', 'Priya', 'Subramaniam', 'Priya', 'SRE. If I am quiet, everything is fine.', '🪷'],
  ['olek', 'Oleksandr', 'Kovalenko', 'Олександр', 'Люблю поезди та карти.', '🚂'],
  ['mei-lin', 'Mei-Lin', 'Chen', '陳美玲', 'Data & dumplings.', '🥟'],
  ['tunde', 'Babatunde', 'Adeyemi', 'Tunde', 'Lagos / London. Talk to me about football.', '⚽'],
  ['sigridur', 'Sigríður', 'Jónsdóttir', 'Sigga', 'Knitting my way through the winter.', '🧶'],
  ['arjun', 'Arjun', 'Mehta', 'Arjun', null, '#d35400'],
  ['fatima.zahra', 'Fatima Zahra', 'El Idrissi', 'Fatima Zahra', 'طبيبة أطفال', '🌙'],
  ['lukas', 'Lukas', 'Müller', 'Lukas', 'Baut Möbel, wenn der Build läuft.', '🪚'],
  ['chiara', 'Chiara', 'Bianchi', 'Chiara', 'Docente, ciclista, golosa.', '🍋'],
  ['thabo', 'Thabo', 'Nkosi', 'Thabo', 'Trail runner. Ask me about the Drakensberg.', '🏃'],
  ['yuki', 'Yuki', 'Sato', '雪', null, '❄️'],
  ['dimitris', 'Dimitris', 'Papadopoulos', 'Δημήτρης', 'Θάλασσα και σκάκι.', '♟️'],
  ['ana.paula', 'Ana Paula', 'Ferreira', 'Ana Paula', 'Jornalista. Perguntas são o meu trabalho.', '🗞️'],
  ['jens', 'Jens', 'Christensen', null, 'On-call this week.', '#16a085'],
  ['minh', 'Minh', 'Nguyễn', 'Minh', 'Phở cuối tuần 🍜', '🍜'],
  ['zainab', 'Zainab', 'Yusuf', 'Zainab', 'Civil engineer: bridges, mostly.', '🌉'],
  ['pawel', 'Paweł', 'Wiśniewski', 'Paweł', null, '#2980b9'],
  ['aroha', 'Aroha', 'Ngata', 'Aroha', 'Kia ora! Marine biologist.', '🐋'],
  ['ravi.k', 'Ravi', 'Krishnan', 'Ravi', 'QA. I break it so that you need not.', '🔍'],
  ['elif', 'Elif', 'Yılmaz', 'Elif', 'Çay, kedi, kod.', '🐈'],
  ['sofia', 'Sofia', 'Andersson', 'Sofia', 'Head of nothing in particular.', '🌻'],
  ['diego', 'Diego', 'Quispe Mamani', 'Diego', 'Cusco. Cocinero y corredor.', '🦙'],
  ['nadia', 'Nadia', 'Petrova', 'Надя', 'Переводчик. Три языка и две кошки.', '📚'],
  ['hassan', 'Hassan', 'Rezaei', 'حسن', 'شعر، چای، برنامه‌نویسی', '#c0392b'],
];

const toAvatar = (text: string): Avatar => (text.startsWith('#') ? { color: text } : { emoji: text });

export const PEOPLE: DemoPerson[] = ROWS.map(([username, firstName, lastName, displayName, bio, avatar]) => ({
  username,
  firstName,
  lastName,
  ...(displayName === null ? {} : { displayName }),
  ...(bio === null ? {} : { bio }),
  avatar: toAvatar(avatar),
}));
