/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.driver.TrackSink;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One turn of one talker: what it takes is played by the device. Units are handed on in their order by a thread of
 * core, at most {@value #MAX_WAITING} of them wait. {@link #codec} has no effect: another codec takes another turn.
 */
@ProviderType
public interface TalkSession extends TrackSink, AutoCloseable {
    /** Most units that wait for the device; more are dropped: {@code DROPPED_QUEUE_FULL}. */
    int MAX_WAITING = 128;

    /** Identifies the talker in API and log. */
    String id();

    StreamName stream();

    /** Ends the turn: somebody else may speak. Idempotent, returns at once. */
    @Override
    void close();
}
