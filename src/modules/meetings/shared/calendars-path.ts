/** The path of feeds of meetings; what follows is a feed's secret, and `.ics`. */
export const CALENDARS_PATH = '/calendars/';
