/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Facet: turn, tilt and zoom. Any thread; nothing blocks; stages fail with
 * {@link io.sluice.api.stream.StreamException}.
 */
@ConsumerType
public interface Ptz {
    /**
     * Moves until {@link #stop()}.
     *
     * @param pan speed from -1 (left) to 1 (right)
     * @param tilt speed from -1 (down) to 1 (up)
     * @param zoom speed from -1 (out) to 1 (in)
     */
    CompletionStage<Void> move(double pan, double tilt, double zoom);

    CompletionStage<Void> stop();

    /** Names of the positions that the device keeps. */
    CompletionStage<List<String>> presets();

    CompletionStage<Void> goTo(String preset);
}
