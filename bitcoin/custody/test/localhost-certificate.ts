/** A certificate of 127.0.0.1 that signs itself, and its key: for tests, trusted by nobody. */
export const localhostCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4YgvcVvpZcUBt8fz
z3tuVY0DlZe0VhQe4XnJWbkTqJGhRANCAAQFLzydxI17DlkyEy5xjukRhX5GJZow
Q5o0RDH/mdqnYrBiguctgv0BZW/6NojRwso9TqtvBHMxyjAoOYVqEPiy
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUdlLGiihRKTszNGrk7pDUhWHaegcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNzA1MjMyNFoYDzIxMjYxMTAz
MDUyMzI0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQFLzydxI17DlkyEy5xjukRhX5GJZowQ5o0RDH/mdqnYrBiguctgv0B
ZW/6NojRwso9TqtvBHMxyjAoOYVqEPiyo28wbTAdBgNVHQ4EFgQUcf1u22VATTj5
Vf9gdKNJyDMhSxkwHwYDVR0jBBgwFoAUcf1u22VATTj5Vf9gdKNJyDMhSxkwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAK1g1p6UlaFnOklt6tHvroxzgEZwJqjiCnc2ySWL9c5fAiEA
2mMfawDmyupFevYiW+TIF47pFBkMhOdXHKU9PA47DcE=
-----END CERTIFICATE-----
`,
};
