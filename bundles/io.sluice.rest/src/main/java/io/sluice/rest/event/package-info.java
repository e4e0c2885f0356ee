/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Events for browsers: Server-Sent Events. */
@NullMarked
package io.sluice.rest.event;

import org.jspecify.annotations.NullMarked;
