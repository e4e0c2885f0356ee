/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StillEncoder;
import io.sluice.api.stream.StillEncoder.Shape;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Images of streams, for any number of askers at once: who asks for what somebody else waits for waits with them, and a
 * picture that is still the newest is not decoded twice. All state is confined to one thread, where nothing blocks.
 */
final class PictureDesk implements AutoCloseable {
    private final StreamRegistry registry;
    private final Supplier<@Nullable StillEncoder> encoder;
    private final Duration limit;
    private final DeskThread thread;
    private final Executor desk;
    private final Map<StreamName, PictureFlight> flights = new HashMap<>();
    private final Map<StreamName, CompletableFuture<Picture>> pictures = new HashMap<>();
    private final Map<KeptImages.Key, CompletableFuture<Bytes>> images = new HashMap<>();
    private final KeptImages kept = new KeptImages();
    private boolean closed;

    /**
     * @param encoder null while there is none
     * @param limit within which every asker has an image or a reason
     */
    PictureDesk(StreamRegistry registry, Supplier<@Nullable StillEncoder> encoder, Duration limit) {
        this.registry = registry;
        this.encoder = encoder;
        this.limit = limit;
        thread = new DeskThread("sluice-mjpeg-desk");
        thread.setRemoveOnCancelPolicy(true);
        desk = thread::executeIfOpen;
    }

    /**
     * One image; any thread.
     *
     * @param maxAge an image that was taken so long ago will do; zero: a new one
     * @return fails with {@link StreamException}
     */
    CompletionStage<Bytes> image(StreamName name, Shape shape, Duration maxAge, Asker asker) {
        var answer = new CompletableFuture<Bytes>();
        try {
            thread.execute(() -> ask(new KeptImages.Key(name, shape), maxAge, asker)
                    .whenComplete((image, problem) -> {
                        if (image != null) {
                            answer.complete(image);
                        } else {
                            answer.completeExceptionally(problem == null ? late(name) : problem);
                        }
                    }));
        } catch (RejectedExecutionException closed) {
            answer.completeExceptionally(stopped());
        }
        return answer;
    }

    private CompletableFuture<Bytes> ask(KeptImages.Key key, Duration maxAge, Asker asker) {
        if (closed) {
            return CompletableFuture.failedFuture(stopped());
        }
        long nowNs = System.nanoTime();
        Bytes known = maxAge.isZero() ? null : kept.newerThan(key, nowNs - maxAge.toNanos());
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<Bytes> waiting = images.get(key);
        if (waiting != null) {
            return waiting;
        }
        var image = new CompletableFuture<Bytes>();
        images.put(key, image);
        var timer =
                thread.schedule(() -> end(key, image, null, late(key.name())), limit.toMillis(), TimeUnit.MILLISECONDS);
        image.whenComplete((done, problem) -> timer.cancel(false));
        long endNs = nowNs + limit.toNanos();
        picture(key.name(), asker)
                .whenCompleteAsync(
                        (picture, problem) -> {
                            if (picture == null) {
                                end(key, image, null, problem);
                            } else {
                                encode(key, picture, endNs, image);
                            }
                        },
                        desk);
        return image;
    }

    private CompletableFuture<Picture> picture(StreamName name, Asker asker) {
        CompletableFuture<Picture> waiting = pictures.get(name);
        if (waiting != null) {
            return waiting;
        }
        var flight = new PictureFlight(registry, name, desk);
        flights.put(name, flight);
        CompletableFuture<Picture> picture = flight.start(asker, limit);
        pictures.put(name, picture);
        var timer = thread.schedule(() -> flight.fail(late(name)), limit.toMillis(), TimeUnit.MILLISECONDS);
        // Always completed on this thread.
        picture.whenComplete((done, problem) -> {
            timer.cancel(false);
            flights.remove(name, flight);
            pictures.remove(name, picture);
        });
        return picture;
    }

    private void encode(KeptImages.Key key, Picture picture, long endNs, CompletableFuture<Bytes> image) {
        if (image.isDone()) {
            return;
        }
        if (picture.codec().name().equals(Codec.MJPEG) && key.shape().isPlain()) {
            keep(key, picture, Bytes.of(picture.unit().payload()), image);
            return;
        }
        Bytes same = kept.madeOf(key, picture);
        if (same != null) {
            keep(key, picture, same, image);
            return;
        }
        StillEncoder with = encoder.get();
        if (with == null) {
            String what = "images of " + picture.codec().name()
                    + " need the bundle io.sluice.driver.ffmpeg, which is not" + " there";
            end(key, image, null, new StreamException(Reason.PROGRAM_MISSING, what));
            return;
        }
        Duration left = Duration.ofNanos(Math.max(0, endNs - System.nanoTime()));
        with.jpeg(picture.codec(), picture.unit(), key.shape(), left)
                .whenCompleteAsync(
                        (made, problem) -> {
                            if (made == null) {
                                end(key, image, null, problem);
                            } else {
                                keep(key, picture, made, image);
                            }
                        },
                        desk);
    }

    private void keep(KeptImages.Key key, Picture picture, Bytes made, CompletableFuture<Bytes> image) {
        kept.put(key, picture, made, System.nanoTime());
        end(key, image, made, null);
    }

    private void end(
            KeptImages.Key key, CompletableFuture<Bytes> image, @Nullable Bytes made, @Nullable Throwable problem) {
        images.remove(key, image);
        if (made != null) {
            image.complete(made);
        } else {
            image.completeExceptionally(problem == null ? late(key.name()) : problem);
        }
    }

    private StreamException late(StreamName name) {
        return new StreamException(
                Reason.TIMEOUT, "no picture of \"" + name + "\" came within " + limit.toMillis() + " ms");
    }

    private static StreamException stopped() {
        return new StreamException(Reason.BUNDLE_STOPPED, "the bundle that makes images is stopping");
    }

    /** Tells all who wait; returns at once. Subscriptions end with the bundle's registry. */
    @Override
    public void close() {
        desk.execute(() -> {
            closed = true;
            Map.copyOf(flights).values().forEach(flight -> flight.fail(stopped()));
            Map.copyOf(images).values().forEach(image -> image.completeExceptionally(stopped()));
            // On this thread, so that nobody is in the middle of asking; what is queued already finds it closed.
            thread.shutdown();
        });
    }
}
