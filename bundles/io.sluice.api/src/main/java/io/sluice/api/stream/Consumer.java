/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What takes media out of a stream: a viewer's session. Its methods are called one at a time and in order, on a thread
 * that is not the lane; one that blocks delays nobody but itself.
 */
@ConsumerType
public interface Consumer {
    /**
     * The subscription was ended by core; called once, last, and not after {@link Subscription#close()}. Its feeds have
     * ended.
     */
    void ended(Reason reason, String text);

    /**
     * The choice of tracks changed: a track came (back) that was wanted, or what is known of one changed. Feeds that
     * are open go on with the tracks they have.
     */
    default void changed(List<Match> matches, List<Miss> misses) {}
}
