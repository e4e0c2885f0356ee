/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.auth.Identity;
import java.time.Duration;

/** What the credentials of a request are worth. */
sealed interface Who {
    /** Somebody known. */
    record Known(Identity identity, Means means) implements Who {}

    /** There are no credentials. */
    record Stranger() implements Who {}

    /** There are credentials, and they are wrong. */
    record Wrong(Duration retryAfter) implements Who {}

    /** There are credentials, and there was no time to look at them. */
    record Unseen(Duration retryAfter) implements Who {}

    /** How somebody is known. */
    enum Means {
        /** An Authorization header. */
        HEADER,
        /** The session cookie. */
        COOKIE,
        /** A direct peer on this machine. */
        LOCAL
    }
}
