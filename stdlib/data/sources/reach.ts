const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no host of this name",
  EAI_AGAIN: "the name of the host cannot be looked up now",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "there is no way to this host",
  ENETUNREACH: "there is no way to this network",
  ECONNRESET: "the connection broke off",
  EPIPE: "the connection broke off",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is signed by none that is known",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is signed by none that is known",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is signed by none that is known",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  EPROTO: "it speaks no TLS there",
  ERR_SSL_WRONG_VERSION_NUMBER: "it speaks no TLS there",
};

/** Why something cannot be reached, in words; `patience` in milliseconds is what was waited. */
export function whyUnreachable(code: string | undefined, message: string, patience: number): string {
  if (/timeout|timed out/i.test(message)) return `it did not answer within ${patience / 1000} s`;
  return (code !== undefined && Object.hasOwn(words, code) ? words[code] : undefined) ?? code ?? message;
}
