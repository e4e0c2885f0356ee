/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import io.sluice.api.driver.BackChannel;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A program that is a loudspeaker: it has no tracks, and runs while somebody speaks. */
final class SpeakerProducer implements Producer, BackChannel {
    private final ExecConfig config;
    private final SpeakerFormat format;
    private final Workshop workshop;
    private @Nullable SpeakerTalk talk;
    private boolean closed;

    SpeakerProducer(ExecConfig config, Workshop workshop, ProducerContext context) {
        this.config = config;
        this.format = config.speaker() == null ? SpeakerFormat.NORMAL : config.speaker();
        this.workshop = workshop;
        context.tracksComplete();
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        return type == BackChannel.class ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public List<Codec> accepted() {
        return List.of(format.codec());
    }

    @Override
    public CompletionStage<Talk> talk(Codec codec) {
        var granted = new CompletableFuture<Talk>();
        synchronized (this) {
            if (closed || talk != null) {
                return CompletableFuture.failedFuture(new StreamException(Reason.BUSY, "somebody else speaks already"));
            }
            talk = new SpeakerTalk(config, format, granted, this::over);
        }
        SpeakerTalk.begin(current(), workshop);
        return granted;
    }

    private synchronized @Nullable SpeakerTalk current() {
        return talk;
    }

    private synchronized void over() {
        talk = null;
    }

    /** Waits until the program is gone. */
    @Override
    public void close() {
        SpeakerTalk speaking;
        synchronized (this) {
            closed = true;
            speaking = talk;
        }
        if (speaking != null) {
            speaking.endNow();
        }
    }
}
