/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A viewer that leaves with the first key picture it gets. Confined to the desk's thread. */
final class PictureFlight implements Consumer {
    private static final Want PICTURE = Want.of(
            MediaKind.VIDEO, CodecPattern.of(Codec.MJPEG), CodecPattern.of(Codec.H264), CodecPattern.of(Codec.H265));

    private final StreamRegistry registry;
    private final StreamName name;
    private final Executor desk;
    private final CompletableFuture<Picture> landed = new CompletableFuture<>();
    private final PictureReader reader = new PictureReader();
    private @Nullable Subscription subscription;
    private @Nullable Cursor cursor;
    private @Nullable Runnable wakeUps;

    PictureFlight(StreamRegistry registry, StreamName name, Executor desk) {
        this.registry = registry;
        this.name = name;
        this.desk = desk;
    }

    /** @param asker who asked first, for the list of viewers */
    CompletableFuture<Picture> start(Asker asker, Duration limit) {
        var request = new JoinRequest(List.of(PICTURE), "jpeg", asker.remote(), asker.user(), "", limit);
        registry.join(name, request, this).whenCompleteAsync(this::joined, desk);
        return landed;
    }

    private void joined(@Nullable Subscription joined, @Nullable Throwable problem) {
        if (joined == null) {
            fail(problem);
        } else if (landed.isDone()) {
            joined.close();
        } else {
            subscription = joined;
            int track = joined.matches().get(0).track().id();
            joined.feed(List.of(track), "picture", PicturePackaging::new).whenCompleteAsync(this::opened, desk);
        }
    }

    private void opened(@Nullable Feed feed, @Nullable Throwable problem) {
        if (feed == null) {
            fail(problem);
        } else if (!landed.isDone()) {
            Subscription mine = subscription;
            cursor = feed.open(mine == null ? "" : mine.id(), Feed.Overflow.SKIP_TO_KEY);
            wakeUps = feed.onAppend(() -> desk.execute(this::look));
            look();
            if (!landed.isDone()) {
                registry.requestKey(name);
            }
        }
    }

    private void look() {
        Cursor mine = cursor;
        if (mine == null || landed.isDone()) {
            return;
        }
        Picture picture = reader.take(mine);
        Reason end = mine.ended();
        if (picture != null) {
            land();
            landed.complete(picture);
        } else if (end != null) {
            fail(new StreamException(end, "the stream \"" + name + "\" ended before a picture came"));
        }
    }

    /** Gives up, with what is told to all who wait; no effect once the picture is there. */
    void fail(@Nullable Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        land();
        landed.completeExceptionally(cause == null ? new StreamException(Reason.FAILED, "no picture came") : cause);
    }

    private void land() {
        if (wakeUps != null) {
            wakeUps.run();
        }
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
        if (subscription != null) {
            subscription.close();
        }
    }

    @Override
    public void ended(Reason reason, String text) {
        desk.execute(() -> fail(new StreamException(reason, text)));
    }
}
