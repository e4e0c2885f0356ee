/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.auth.Identity;
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
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One viewer of images over HTTP. It is answered when its first image is there, and gets what its connection takes: a
 * slow one leaves images out. Confined to the desk's thread, but for callbacks.
 */
final class PartsViewer implements Consumer, WriteListener {
    private static final Want IMAGES = Want.of(MediaKind.VIDEO, CodecPattern.of(Codec.MJPEG));
    private static final int PIECE_BYTES = 64 << 10;

    private final StreamRegistry registry;
    private final StreamName name;
    private final Asker asker;
    private final AsyncContext context;
    private final Executor desk;
    private final java.util.function.Consumer<PartsViewer> whenOver;
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable Subscription subscription;
    private @Nullable Cursor cursor;
    private @Nullable Runnable wakeUps;
    private @Nullable ServletOutputStream out;
    /** Its bytes belong to the container until it is ready again. */
    private byte[] piece = new byte[0];

    private boolean needsFlush;
    private boolean over;

    PartsViewer(
            StreamRegistry registry,
            StreamName name,
            Asker asker,
            AsyncContext context,
            Executor desk,
            java.util.function.Consumer<PartsViewer> whenOver) {
        this.registry = registry;
        this.name = name;
        this.asker = asker;
        this.context = context;
        this.desk = desk;
        this.whenOver = whenOver;
    }

    void start(Duration limit) {
        var request = new JoinRequest(List.of(IMAGES), "mjpeg", asker.remote(), asker.user(), "", limit);
        registry.join(name, request, this)
                .whenComplete((joined, problem) -> desk.execute(() -> joined(joined, problem)));
    }

    private void joined(@Nullable Subscription joined, @Nullable Throwable problem) {
        if (joined == null) {
            fail(problem);
        } else if (over) {
            joined.close();
        } else {
            subscription = joined;
            joined.travels("tcp");
            int track = joined.matches().get(0).track().id();
            joined.feed(List.of(track), "parts", PartsPackaging::new)
                    .whenComplete((feed, failed) -> desk.execute(() -> opened(feed, failed)));
        }
    }

    private void opened(@Nullable Feed feed, @Nullable Throwable problem) {
        if (feed == null) {
            fail(problem);
        } else if (!over) {
            Subscription mine = subscription;
            cursor = feed.open(mine == null ? "" : mine.id(), Feed.Overflow.SKIP_TO_KEY);
            wakeUps = feed.onAppend(this::wake);
            pump();
        }
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            desk.execute(this::pump);
        }
    }

    @Override
    public void onWritePossible() {
        wake();
    }

    @Override
    public void onError(Throwable gone) {
        desk.execute(this::close);
    }

    /** Writes what the connection takes now. */
    private void pump() {
        woken.set(false);
        Cursor from = cursor;
        if (over || from == null) {
            return;
        }
        ByteBuffer first = from.region();
        if (out == null && first != null) {
            begin();
            return; // the container calls when it can be written
        }
        Reason end = from.ended();
        if (first == null && end != null) {
            end(end, "the stream \"" + name + "\" ended");
            return;
        }
        try {
            write(from);
        } catch (IOException | IllegalStateException gone) {
            close();
        }
    }

    private void write(Cursor from) throws IOException {
        ServletOutputStream to = out;
        while (to != null && to.isReady()) {
            ByteBuffer region = from.region();
            if (region != null) {
                int bytes = Math.min(region.remaining(), piece.length);
                region.get(piece, 0, bytes);
                from.advance(bytes);
                to.write(piece, 0, bytes);
                needsFlush = true;
            } else if (needsFlush) {
                needsFlush = false;
                to.flush();
            } else {
                return;
            }
        }
    }

    private void begin() {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        try {
            StreamServlet.head(response);
            piece = new byte[PIECE_BYTES];
            ServletOutputStream opened = response.getOutputStream();
            out = opened;
            opened.setWriteListener(this);
        } catch (IOException | IllegalStateException gone) {
            close();
        }
    }

    Identity identity() {
        return asker.identity();
    }

    /** Their user was removed or changed. */
    void revoke() {
        end(Reason.FORBIDDEN, "the user was removed or changed");
    }

    /** Nothing came in time. */
    void late(StreamException problem) {
        if (out == null) {
            fail(problem);
        }
    }

    private void fail(@Nullable Throwable problem) {
        StreamException known = Problem.known(problem, "the stream could not be joined; the log has more");
        end(known.reason(), String.valueOf(known.getMessage()));
    }

    /** With a problem while there is no answer yet; later the body just ends. */
    private void end(Reason reason, String text) {
        if (over) {
            return;
        }
        if (out != null) {
            close();
            return;
        }
        leave();
        boolean other = reason == Reason.NO_COMMON_CODEC;
        String advice = other ? "; images are made of it by the source ffmpeg:" + name + "#video=mjpeg" : "";
        Problem.of(new StreamException(reason, text + advice)).send(context);
    }

    /** Ends it; no effect when it is over. */
    void close() {
        if (over) {
            return;
        }
        leave();
        try {
            context.complete();
        } catch (IllegalStateException alreadyOver) {
            return; // the container was faster
        }
    }

    private void leave() {
        over = true;
        if (wakeUps != null) {
            wakeUps.run();
        }
        if (cursor != null) {
            cursor.close();
        }
        if (subscription != null) {
            subscription.close();
        }
        whenOver.accept(this);
    }

    @Override
    public void ended(Reason reason, String text) {
        // What is on its way is still sent.
        desk.execute(() -> {
            if (out == null) {
                end(reason, text);
            } else {
                pump();
            }
        });
    }

    /** The bundle goes. */
    void stop() {
        end(Reason.BUNDLE_STOPPED, "the bundle that sends images is stopping");
    }
}
