/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import io.sluice.api.media.Bytes;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Facet: a still picture that the device makes itself. */
@ConsumerType
public interface Snapshot {
    /**
     * One JPEG image; fails with {@link io.sluice.api.stream.StreamException}, with TIMEOUT when it takes longer than
     * said.
     */
    CompletionStage<Bytes> jpeg(Duration timeout);
}
