/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

/** What happens at a {@link PublishTicket}. Called on the loop; must not block. */
public interface PublishListener {
    /** The tracks are declared, media follows. */
    void recording();

    /** Media came. */
    void progress();

    /**
     * The program's connection ended; called once, last, and not after {@link Ticket#close()}.
     *
     * @param text for people
     */
    void ended(String text);
}
