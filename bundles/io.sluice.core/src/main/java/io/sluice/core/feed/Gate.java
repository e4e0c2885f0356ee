/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import io.sluice.api.stream.Packaging;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The only holder of a feed's packaging. Once it is closed no call begins, and no reference is left but on the stack of
 * a running one.
 */
final class Gate {
    private enum State {
        FREE,
        BUSY,
        /** Closed while a call runs. */
        CLOSING,
        CLOSED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.FREE);
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private volatile @Nullable Supplier<Packaging> supplier;
    private volatile @Nullable Packaging packaging;

    Gate(Supplier<Packaging> supplier) {
        this.supplier = supplier;
    }

    /** Media thread: begins a call; false when the gate is closed. */
    boolean enter() {
        return state.compareAndSet(State.FREE, State.BUSY);
    }

    /** Media thread: the call has returned. */
    void leave() {
        if (!state.compareAndSet(State.BUSY, State.FREE)) {
            finish();
        }
    }

    /** The thread that took over from a call: nobody waits for that call any longer. */
    void overtaken() {
        drop();
        finish();
    }

    private void finish() {
        state.set(State.CLOSED);
        idle.complete(null);
    }

    /** Null when a packaging was made already. */
    @Nullable
    Supplier<Packaging> supplier() {
        return supplier;
    }

    /** Keeps the packaging that was made, unless the gate was closed meanwhile. */
    void hold(Packaging made) {
        supplier = null;
        packaging = made;
        State now = state.get();
        if (now == State.CLOSING || now == State.CLOSED) {
            packaging = null;
        }
    }

    /** Media thread, between two calls: what was made is let go, another one follows or the gate is closed. */
    void release() {
        drop();
    }

    /** Media thread: another packaging is to be made. */
    void reopen(Supplier<Packaging> next) {
        supplier = next;
        State now = state.get();
        if (now == State.CLOSING || now == State.CLOSED) {
            supplier = null;
        }
    }

    /** Null when none was made, or when the gate was closed. */
    @Nullable
    Packaging packaging() {
        return packaging;
    }

    /** Any thread, any number of times. */
    CompletionStage<Void> close() {
        drop();
        for (State now = state.get(); now == State.FREE || now == State.BUSY; now = state.get()) {
            if (now == State.BUSY) {
                state.compareAndSet(State.BUSY, State.CLOSING);
            } else if (state.compareAndSet(State.FREE, State.CLOSED)) {
                idle.complete(null);
            }
        }
        return idle.minimalCompletionStage();
    }

    private void drop() {
        supplier = null;
        packaging = null;
    }
}
