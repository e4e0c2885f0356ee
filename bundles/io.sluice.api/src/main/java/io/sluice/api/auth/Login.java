/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.auth;

import java.time.Duration;

/** What became of an attempt to log in. */
public sealed interface Login {
    /** The credentials are right. */
    record Accepted(Identity identity) implements Login {}

    /**
     * They are wrong, or were not looked at because too many wrong ones came from the peer. Which of the two is not for
     * the peer to know.
     *
     * @param retryAfter how long answers to this peer are held back from now on; zero: they are not
     */
    record Refused(Duration retryAfter) implements Login {}

    /**
     * They were not looked at, because there is too much to do: nothing is said about them.
     *
     * @param retryAfter when another attempt makes sense
     */
    record Busy(Duration retryAfter) implements Login {}
}
