/** Why a challenge of SEP-45 cannot be authorized. */
export enum WebAuthError {
  /** `account` or `web_auth_domain_account` is not in the arguments. */
  MissingArgument = 701,
}
