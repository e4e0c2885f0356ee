/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import io.sluice.api.driver.ProducerContext;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Subscription;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A listener of one bundle for its own programs, on a free port of 127.0.0.1: an RTSP server of its own, so that
 * nothing that happens to the server's protocols or network reaches a program. Each ticket is an address that lets one
 * connection of one program in, once.
 *
 * <p>Every method can be called from any thread and waits for nothing, {@link #close} for a bounded time.
 */
public final class Loopback implements AutoCloseable {
    /** Most tickets at once. */
    public static final int MAX_TICKETS = 128;

    private static final int TOKEN_BYTES = 24;
    private static final Duration REQUEST = Duration.ofSeconds(10);

    private final Map<String, Ticket> tickets = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Loop loop;

    /**
     * Opens it.
     *
     * @param name of the bundle, for thread names
     * @throws IOException when the machine has no port
     */
    public Loopback(String name) throws IOException {
        this(name, REQUEST);
    }

    /** @param request within which a request has to come and to be whole */
    Loopback(String name, Duration request) throws IOException {
        loop = new Loop(name, tickets, request);
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return loop.port();
    }

    /**
     * Lets a program take a subscription's tracks. They begin at the newest key unit; all of them count from
     * {@link PlayTicket#streamTimeNs()}.
     *
     * @param subscription stays its owner's
     * @param expiry from when on nobody is let in any more
     * @throws IllegalStateException when there are {@value #MAX_TICKETS} tickets
     */
    public PlayTicket play(Subscription subscription, Duration expiry) {
        var ticket = new PlayTicket(this, loop, token(), expiry, subscription);
        add(ticket);
        return ticket;
    }

    /**
     * Lets a program give the tracks of a source.
     *
     * @param context gets the tracks and their units
     * @param promised what is taken; other kinds are set up, but nothing of them is passed on
     * @param expiry from when on nobody is let in any more
     * @param clock where the time of what comes is known, null where the first unit's arrival has to do
     * @param listener told on the loop; must not block
     * @throws IllegalStateException when there are {@value #MAX_TICKETS} tickets
     */
    public PublishTicket publish(
            ProducerContext context,
            Set<MediaKind> promised,
            Duration expiry,
            @Nullable LegClock clock,
            PublishListener listener) {
        var ticket = new PublishTicket(this, loop, token(), expiry, context, Set.copyOf(promised), clock, listener);
        add(ticket);
        return ticket;
    }

    private void add(Ticket ticket) {
        if (tickets.size() >= MAX_TICKETS) {
            throw new IllegalStateException(MAX_TICKETS + " tickets are out already");
        }
        tickets.put(ticket.token(), ticket);
    }

    void forget(Ticket ticket) {
        tickets.remove(ticket.token(), ticket);
    }

    /** 192 random bits: nobody guesses it within the life of a ticket. */
    private String token() {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        return HexFormat.of().formatHex(token);
    }

    /** Ends all connections and the thread; waits for it at most a second. Idempotent. */
    @Override
    public void close() {
        loop.close();
        tickets.clear();
    }
}
