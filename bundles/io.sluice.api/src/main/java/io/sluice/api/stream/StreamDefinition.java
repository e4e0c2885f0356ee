/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.driver.Source;
import java.util.List;

/**
 * What the configuration says of a stream.
 *
 * @param name under which it is asked for
 * @param sources in the order in which tracks are looked for; empty: somebody publishes to it
 * @param preload what is kept running without any viewer; empty: nothing
 * @param takeover whether somebody who publishes takes the place of whoever publishes already
 */
public record StreamDefinition(StreamName name, List<Source> sources, List<Want> preload, boolean takeover) {
    public StreamDefinition {
        sources = List.copyOf(sources);
        preload = List.copyOf(preload);
    }

    /** Without takeover. */
    public StreamDefinition(StreamName name, List<Source> sources, List<Want> preload) {
        this(name, sources, preload, false);
    }

    public static StreamDefinition of(StreamName name, List<Source> sources) {
        return new StreamDefinition(name, sources, List.of());
    }
}
