/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import io.sluice.api.stream.Reason;

/** What opening a source led to. */
public sealed interface Opened {
    /**
     * The source is open; its tracks were, or will be, declared to the context.
     *
     * @param producer closed by core when nobody needs it, or its driver goes
     */
    record Producing(Producer producer) implements Opened {}

    /**
     * Another source is to be opened instead, for example {@code rtsp:} for {@code onvif:}. At most five in a row.
     *
     * @param source where to; one that reaches the machine itself ({@code exec:}, {@code file:}, devices) is refused
     */
    record Redirect(Source source) implements Opened {}

    /**
     * The source cannot be opened now.
     *
     * @param reason for programs
     * @param text for people, without credentials
     * @param retry whether it makes sense to try the same again
     */
    record Refused(Reason reason, String text, Retry retry) implements Opened {}

    /** Whether a source is tried again. */
    enum Retry {
        /** Under the retry policy. */
        YES,
        /** As YES, but at most three times in five minutes, because cameras lock accounts. */
        CAREFULLY,
        /** Not before its configuration or driver changes. */
        NO
    }
}
