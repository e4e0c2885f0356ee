/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.lane;

import java.util.Map;

/** Where changes are told: the log and Event Admin. Called on the lane; returns at once. */
public interface Journal {
    /**
     * Something happened.
     *
     * @param code stable event code of the log line, for example {@code stream.state}
     * @param level of the log line
     * @param topic of the event, empty for none
     * @param values properties of the event; the log line's context: stream, source, generation, session
     * @param message for people; one line
     */
    void tell(String code, Level level, String topic, Map<String, Object> values, String message);

    /** Levels that are used here. */
    enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}
