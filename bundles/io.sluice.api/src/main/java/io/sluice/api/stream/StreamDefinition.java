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
 */
public record StreamDefinition(StreamName name, List<Source> sources, List<Want> preload) {
    public StreamDefinition {
        sources = List.copyOf(sources);
        preload = List.copyOf(preload);
    }

    public static StreamDefinition of(StreamName name, List<Source> sources) {
        return new StreamDefinition(name, sources, List.of());
    }
}
