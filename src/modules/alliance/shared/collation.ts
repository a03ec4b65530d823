/** Chinese names in the order of their pinyin. */
export const PINYIN = 'zh_pinyin';
