/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A viewer's side of its subscription: messages to the lane. Any thread. */
final class JoinedSubscription implements Subscription {
    private final LiveStream stream;
    private final Viewer viewer;

    JoinedSubscription(LiveStream stream, Viewer viewer) {
        this.stream = stream;
        this.viewer = viewer;
    }

    @Override
    public String id() {
        return viewer.id;
    }

    @Override
    public StreamName stream() {
        return stream.name();
    }

    @Override
    public long zeroNs() {
        return stream.media().zeroNs();
    }

    @Override
    public List<Match> matches() {
        return viewer.matches();
    }

    @Override
    public List<Miss> misses() {
        return viewer.misses();
    }

    @Override
    public CompletionStage<Feed> feed(List<Integer> trackIds, String key, Supplier<Packaging> packaging) {
        var answer = new CompletableFuture<Feed>();
        List<Integer> ids = List.copyOf(trackIds);
        stream.world().lane().execute(() -> {
            if (viewer.over()) {
                stream.world()
                        .dispatch()
                        .execute(() -> answer.completeExceptionally(
                                new StreamException(Reason.NO_VIEWER, "the subscription is closed")));
            } else {
                stream.feeds().request(viewer, ids, key, packaging, answer);
            }
        });
        return answer;
    }

    @Override
    public void travels(String transport) {
        viewer.travels(transport);
    }

    @Override
    public void handOver() {
        if (viewer.link().leave()) {
            stream.orphans().add(this);
            stream.world().lane().execute(() -> stream.audience().handedOver(viewer));
        }
    }

    /**
     * Another consumer takes over.
     *
     * @param owner its bundle's
     */
    void adopt(Object owner, Consumer consumer) {
        // Before the consumer is there: what its bundle's predecessor held ends with that one.
        stream.world().lane().execute(() -> stream.audience().adopted(viewer, owner));
        viewer.link().come(consumer);
    }

    @Override
    public void close() {
        stream.world().lane().execute(() -> stream.audience().leave(viewer.id));
    }

    @Override
    public String toString() {
        return viewer.id + " of " + stream.name();
    }
}
