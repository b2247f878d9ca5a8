"""Forms arriving: settled, archived, judged, admitted or returned, and taken out of the inbox."""
