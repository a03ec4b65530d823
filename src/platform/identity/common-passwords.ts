/**
 * Passwords of ten characters and more that lists of leaked ones have at their heads, in lower case. Shorter ones
 * need not be named: they are refused for their length.
 */
export const commonPasswords: ReadonlySet<string> = new Set([
  '0123456789', '0987654321', '1029384756', '1122334455', '1212121212', '1231231231', '1234512345', '12345678900',
  '1234567890', '12345678910', '123456789a', '123456789abc', '123456789q', '123456789qq', '1234554321', '123321123321',
  '1234qwerasdf', '12qwaszx12', '1314520520', '1314521521', '147258369a', '1472583690', '147852369a', '1q2w3e4r5t',
  '1q2w3e4r5t6y', '1qaz2wsx3edc', '1qaz@wsx3edc', '3141592653', '5201314520', '5201314521', '52013145201314',
  '5845201314', '7758521521', '789456123a', '7894561230', '987654321a', '9876543210', 'a123456789', 'a1234567890',
  'aa123456789', 'aaa123456789', 'abc123456789', 'abcd123456', 'abcd1234567', 'abcd12345678', 'abcdefghij',
  'abcdefghijk',
  'administrator', 'admin123456', 'admin12345678', 'administrator1', 'asd123456789', 'asdf123456', 'asdfghjkl1',
  'asdfghjkl;', 'asdfghjkl123', 'asdfghjklqwertyuiop', 'changeme123', 'changeme1234', 'chinese123', 'dragon123456',
  'football123', 'iloveyou12', 'iloveyou123', 'iloveyou1314', 'iloveyou520', 'letmein123', 'letmein1234',
  'liverpool1', 'manchester', 'monkey123456', 'p@ssw0rd123', 'p@ssword123', 'passw0rd123', 'password00', 'password01',
  'password10', 'password11', 'password12', 'password123', 'password1234', 'password12345', 'password123456',
  'password!1', 'password1!', 'password123!', 'passwordpassword', 'princess123', 'q123456789', 'qaz123456789',
  'qazwsx123456', 'qazwsxedc1', 'qazwsxedc123', 'qazwsxedcrfv', 'qq123456789', 'qwe123456789', 'qweasdzxc1',
  'qweasdzxc123', 'qwer123456', 'qwer12345678', 'qwerty1234', 'qwerty12345', 'qwerty123456', 'qwerty123456789',
  'qwertyuiop', 'qwertyuiop1', 'qwertyuiop123', 'qwertyuiop[]', 'qwertyuiopasdfghjklzxcvbnm', 'superman123',
  'welcome123', 'welcome1234', 'woaini1314', 'woaini1314520', 'woaini5201314', 'woaini520520', 'woaiwojia1',
  'woaiwojia1314', 'wo123456789', 'zaq12wsxcde3', 'zhang123456', 'wang123456', 'zxcvbnm123', 'zxcvbnm1234',
  'zxcvbnm123456', 'zxcvbnm123456789', 'zz123456789',
]);
