/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.Subscription;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A registry with one stream, whose pictures come when the test says so. */
final class FakeStreams {
    final AtomicInteger joins = new AtomicInteger();
    final AtomicInteger viewers = new AtomicInteger();
    final AtomicInteger keysAsked = new AtomicInteger();
    private final Track track;
    private final Supplier<Packaging> packagings;
    private final List<Runnable> wakeUps = new CopyOnWriteArrayList<>();
    private final List<ByteBuffer> written = new CopyOnWriteArrayList<>();

    FakeStreams(Codec codec) {
        this(codec, PicturePackaging::new);
    }

    /** @param packagings what viewers are expected to ask for */
    FakeStreams(Codec codec, Supplier<Packaging> packagings) {
        this.packagings = packagings;
        track = new Track(1, MediaKind.VIDEO, codec);
    }

    StreamRegistry registry() {
        return proxy(StreamRegistry.class, (method, arguments) -> switch (method) {
            case "join" -> join((StreamName) arguments[0]);
            case "requestKey" -> CompletableFuture.completedFuture(keysAsked.incrementAndGet());
            default -> throw new UnsupportedOperationException(method);
        });
    }

    /** A unit comes. */
    void unit(byte[] payload, boolean key) {
        Packaging packaging = packagings.get();
        if (written.isEmpty()) {
            ByteBuffer preamble = ByteBuffer.allocate(packaging.preambleBoundBytes());
            packaging.begin(List.of(track), () -> preamble);
            if (preamble.flip().hasRemaining()) {
                written.add(preamble);
            }
        }
        AccessUnit unit = AccessUnit.of(payload, 0, key);
        ByteBuffer out = ByteBuffer.allocate(packaging.boundBytes(0, unit));
        packaging.append(0, unit, () -> out);
        if (out.flip().hasRemaining()) {
            written.add(out);
        }
        wakeUps.forEach(Runnable::run);
    }

    private CompletionStage<Subscription> join(StreamName name) {
        if (!name.toString().equals("hall")) {
            return CompletableFuture.failedFuture(new StreamException(Reason.NOT_FOUND, "there is no stream " + name));
        }
        joins.incrementAndGet();
        viewers.incrementAndGet();
        return CompletableFuture.completedFuture(proxy(Subscription.class, (method, arguments) -> switch (method) {
            case "id" -> "1";
            case "matches" -> List.of(new Match(0, track));
            case "feed" -> feed((Supplier<?>) arguments[2]);
            case "close" -> viewers.decrementAndGet();
            case "travels" -> null;
            default -> throw new UnsupportedOperationException(method);
        }));
    }

    private CompletionStage<Feed> feed(Supplier<?> packaging) {
        if (!(packaging.get() instanceof Packaging)) {
            throw new IllegalStateException("no packaging");
        }
        return CompletableFuture.completedFuture(proxy(Feed.class, (method, arguments) -> switch (method) {
            case "open" -> cursor();
            case "onAppend" -> {
                wakeUps.add((Runnable) arguments[0]);
                yield (Runnable) () -> wakeUps.remove((Runnable) arguments[0]);
            }
            default -> throw new UnsupportedOperationException(method);
        }));
    }

    /** As core's: the preamble is a region of its own. */
    private Cursor cursor() {
        var left = new ArrayList<>(List.of(0));
        return proxy(Cursor.class, (method, arguments) -> switch (method) {
            case "region" ->
                left.get(0) < written.size() ? written.get(left.get(0)).duplicate() : null;
            case "advance" -> left.set(0, left.get(0) + 1);
            case "ended", "close" -> null;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private interface Call {
        Object of(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object answer = call.of(method.getName(), arguments);
                    return method.getReturnType() == void.class ? null : answer;
                }));
    }
}
