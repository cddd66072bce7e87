/** Three panels, the middle one open: for any size, and as PNG for Jupyter's menus and launcher. */
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect x="22" y="8" width="20" height="48" rx="2" fill="#3178c6"/>
  <path d="M19 10 5 15v34l14 5z" fill="#235a97"/>
  <path d="M45 10l14 5v34l-14 5z" fill="#235a97"/>
  <path d="M24.6 28.2h6.6m-3.3 0v10.6m10.8-8.9c-.6-1.2-1.6-1.8-2.8-1.8-1.7 0-2.8 1-2.8 2.4 0 3.3 6.2 2.1 6.2 5.6 0 1.7-1.4 2.8-3.3 2.8-1.6 0-2.8-.7-3.3-2.1"
    fill="none" stroke="#fff" stroke-width="2.2"/>
</svg>
`;

const png32 =
  "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAABSUlEQVR4nGNgGAWjgARgWHHsvGHFsf8E8HmqWKYcNZ1F" +
  "OWq6h3LU9MXKUdNLoA4gZDkYQ/WXQPWCzGAhxWIL5ajp/cpR018rR03/D8UNZDigAUn/a6iZFvgs9lGOmn4bSdN/KjoA" +
  "GYPs8MHmAFwaqO0AuHmjDhh1AMkOsGs49X/qzkf/Z+x5DMaTtj/879F+5n/f1gf/Ozbe+29ec4K2DgBZtunMq/+P3nz/" +
  "f+PZl//rT738f//Vt/8nbn/4f+nh5//7r76lTxSAHAEKARD7688//0uX3PwPCp261bfp74DGtXf+f/r++/+dF1//5y24" +
  "Tn8HODafAsc9yPc/f//979J6mn4O8Os+B/Z94ozLYAxygHfnWdo7YPa+x+BUD2KDcgUoHYAwKFcM73Jg1AG0dsDANkiQ" +
  "HDIwTTIsDhmYRik+QNdm+SgYMQAAhPfgYW3xJIQAAAAASUVORK5CYII=";

const png64 =
  "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAYAAACqaXHeAAACaElEQVR4nO2av0ubQRjHHR39A9zuHzDQrSAOnYuDg9wg" +
  "FCoITh0KoQVxkQ6C0MWTWhxEh+IgWJw6pJQ2ahVDtSn+QGL9hWg0Nv5I02if8hzvyZuYF5OamOS97wceSC4hd8/nvTz3" +
  "DFdXBwAAAABQYgLBcFsgGD4MBMN0x+DfaKt0PkVTouSvJVQ6H0+EVI1CqqCQKuIeL2HyOnLmjDhzNt57ws4CGoRUT4VU" +
  "ISEVmXB/p8wCyBUhZy0N5U66XkjVKqSaFFKlchZRSQEmUs7aeI31pUy8RUg1LKRKeExcLQLckXDW3PK/STcJqV4JqbYL" +
  "mKwaBbhj28mlqRgBxUxQ7QLyrg8CIAACIAACIAACIAACIAACyiegY3CJtuIp2j3+nTdW9s7oUd88PR9bpUgsSZdXf+k8" +
  "fUkfluP0uH+x9gX0v4/RbYx83Mk7njjLZEmoSQEPXszQk6Fl6nzzPUsGv+dof/2NYgcXeuzLaoK63kbp2eiK3h1MKHpU" +
  "2wLcwQkb3OMGTt6M8V8nmcrQ+Oc9/wvgOsBEd0514r4qgoUI6B75oYufgf8SA9Ob1Nz71Q4BZsvPrp9kFcF48o+uH1YI" +
  "MMFVn08FPgEYrgNmJ/hWAD/93O3OvQH3AwyfCr4VwMkxCxu/buyG/ZO0/uzluzX/CuA+wDC1cKCPQg5+zXBxNM2QLwVw" +
  "jH7azdsJktMl+qYIPuyZ0/3+9OLhje3eM7Gu+wB+4unMFS39PL3e+r4RcNeAAAiAAAiAAAiAAAi4LwF2X5HJmcy+S1Ie" +
  "Iuy8Juchw76Lkl5YeVW2EKy5LO2F9dflAQAAAFD1/AO2BbPecA5oiwAAAABJRU5ErkJggg==";

/** The files of the logo, by the names that Jupyter looks for. */
export const logoFiles: ReadonlyMap<string, string | Uint8Array> = new Map<
  string,
  string | Uint8Array
>([
  ["logo-svg.svg", svg],
  ["logo-32x32.png", Buffer.from(png32, "base64")],
  ["logo-64x64.png", Buffer.from(png64, "base64")],
]);
