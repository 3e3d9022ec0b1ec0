// What a library of Node's is in a browser: nothing.

export {};
