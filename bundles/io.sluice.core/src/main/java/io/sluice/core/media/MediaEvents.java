/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.media.Codec;

/** What the lane is told about an inlet. Called on the stream's media thread; must only enqueue. */
public interface MediaEvents {
    /** What is known of the coding changed; units that need it come after it. */
    void codec(Inlet inlet, Codec codec);

    /** The first unit that viewers can use passed this inlet; once for each inlet, not before it is connected. */
    void firstUnit(Inlet inlet);
}
