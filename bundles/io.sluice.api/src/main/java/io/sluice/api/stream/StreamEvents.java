/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

/** Topics and properties of the events that core posts through Event Admin. */
public final class StreamEvents {
    /** A stream or one of its sources changed its state. */
    public static final String STATE = "io/sluice/stream/STATE";
    /** A viewer or talker joined or left. */
    public static final String CONSUMER = "io/sluice/stream/CONSUMER";
    /** A stream was defined, changed or removed. */
    public static final String DEFINITION = "io/sluice/stream/DEFINITION";
    /** A driver came, went, or was quarantined. */
    public static final String DRIVER = "io/sluice/DRIVER";
    /** Core found its own state inconsistent and rebuilt the stream. */
    public static final String INVARIANT = "io/sluice/stream/INVARIANT";

    /** Name of the stream. */
    public static final String NAME = "stream";
    /** Index of the source, absent when the whole stream is meant. */
    public static final String SOURCE = "source";

    public static final String OLD_STATE = "old";
    public static final String NEW_STATE = "new";
    /** Name of a {@link Reason}. */
    public static final String REASON = "reason";
    /** For people. */
    public static final String TEXT = "text";

    public static final String GENERATION = "generation";

    private StreamEvents() {}
}
