/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Every socket of the server: loops, listeners, connections and the pump from a feed's log to its viewers. */
@NullMarked
package io.sluice.net;

import org.jspecify.annotations.NullMarked;
