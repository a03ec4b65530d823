import { allianceDay, DEFAULT_TIME_ZONE } from '../../../../../src/modules/alliance/shared/calendar';

describe('the day of an alliance', () => {
  it('begins at midnight in Beijing', () => {
    expect(allianceDay(new Date('2026-11-22T15:59:59.999Z'), DEFAULT_TIME_ZONE)).toBe('2026-11-22');
    expect(allianceDay(new Date('2026-11-22T16:00:00.000Z'), DEFAULT_TIME_ZONE)).toBe('2026-11-23');
  });
});
