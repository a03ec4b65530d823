import fc from 'fast-check';
import ICAL from 'ical.js';
import {
  calendarOf,
  type CalendarMeeting,
} from '../../../../../src/modules/meetings/calendar-feed/calendar-feed.rules';

const MEETING: CalendarMeeting = {
  id: '019a0000-0000-7000-8000-000000000001',
  title: '季度交流会',
  startsAt: new Date('2027-01-15T01:00:00.000Z'),
  endsAt: new Date('2027-01-15T02:30:00.000Z'),
  venue: '会议室；三楼, 东',
  cancelled: false,
  cancelReason: null,
  visibility: 'PUBLIC',
  version: 3,
  updatedAt: new Date('2026-12-01T08:00:00.000Z'),
};
const read = (text: string) => {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return { calendar, events: calendar.getAllSubcomponents('vevent').map((each) => new ICAL.Event(each)) };
};

it('is what a calendar reads: who it is, its edition, its time in UTC, its place', () => {
  const { calendar, events } = read(calendarOf('青枫：界别', [MEETING]));
  expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
  expect(calendar.getFirstPropertyValue('x-wr-calname')).toBe('青枫：界别');
  const [event] = events;
  expect(event).toMatchObject({
    uid: 'meeting_019a0000-0000-7000-8000-000000000001@gongjian',
    sequence: 2,
    summary: '季度交流会',
    location: '会议室；三楼, 东',
  });
  expect(event?.startDate.toString()).toBe('2027-01-15T01:00:00Z');
  expect(event?.endDate.toString()).toBe('2027-01-15T02:30:00Z');
  const property = (name: string) => String(event?.component.getFirstPropertyValue(name));
  expect([property('status'), property('class'), property('dtstamp'), property('last-modified')]).toEqual([
    'CONFIRMED',
    'PUBLIC',
    '2026-12-01T08:00:00Z',
    '2026-12-01T08:00:00Z',
  ]);
});

it('says that a meeting is cancelled, and why', () => {
  const [event] = read(calendarOf('', [{ ...MEETING, endsAt: null, cancelled: true, cancelReason: '台风' }])).events;
  expect(event?.component.getFirstPropertyValue('status')).toBe('CANCELLED');
  expect(event?.description).toBe('台风');
  expect(event?.component.hasProperty('dtend')).toBe(false);
});

it('is called what it is called, with what RFC 5545 has escaped', () => {
  const text = calendarOf('民生, 文化; 一\\n\n二', []);
  expect(text.split('\r\n')).toContain(String.raw`NAME:民生\, 文化\; 一\\n 二`);
});

it('is the same text for the same meetings', () => {
  expect(calendarOf('a', [MEETING])).toBe(calendarOf('a', [MEETING]));
});

it('folds every line within 75 octets, between characters, and says each text as it was', () => {
  const texts = fc.string({ unit: fc.constantFrom(...'联席会议𠮷👨‍👩‍👧é,;:\\"\n A'), maxLength: 200 });
  fc.assert(
    fc.property(texts, texts, (title, venue) => {
      const text = calendarOf(title, [{ ...MEETING, title, venue }]);
      for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(Buffer.from(text).toString('utf8')).toBe(text);
      expect(text).not.toMatch(/(?<!\r)\n/);
      const [event] = read(text).events;
      expect([event?.summary, event?.location ?? '']).toEqual([title, venue]);
    }),
  );
});
