"""Action items in the words of many trades, to build the rules of `tracking/smart.py` with; see
`smart_items.py` for how a line reads.
"""

VARIED = r"""
- | - | update the fire drill plan by friday, send to Marta for sign off |
- | - | call 3 suppliers re. steel prices before wed |
- | 14 | weld two test plates overhead | inspector passes both
- | - | I'll write the first 2 chapters of my thesis outline by end of Feb |
- | - | observe a colleague's year 4 class next week, one page of notes |
- | - | By the end of the month: clear 50 old invoices from the queue |
- | 9 | change the dressing trolley layout with Nurse Obi | agreed layout photo on the ward wall
- | - | We need to test the new scanner on 10 pallets before the summer break |
- | - | get my reach truck licence by 30 June, copy to HR |
- | - | draft contract for the cleaning firm, 3 pages max, until next tuesday |
- | 12 | Taste and cost five new starters with the sous chef | cost sheet with 5 lines
- | - | Ask Ingrid to check my lab protocol by Thursday, changes tracked |
- | - | this week: block 2h to read the audit report & list open points |
- | 20 | do 3 mock interviews | scores written down by the panel
- | - | Learn mail merge by doing the January invoices with it, all 40 sent by the 31st |
- | - | before my holiday hand over the plant watering list to Sam, he confirms |
- | 30 | Raise the first-time-right rate on line 2 | from 91 % to 95 %
- | - | in the next 3 weeks visit every branch once |
- | - | Post my idea in the suggestion box before the town hall in May, get one reply |
- | 7 | Show the intern how we close the till | she does it alone on Saturday
- | - | plan route for the school trip & get it approved by Mr Osei by 2 March |
- | - | Have a 1:1 with each driver by the end of next month |
- | 60 | pass the B1 German exam | certificate
- | - | rewrite intro of my pitch, time it: under 90 seconds, by Monday morning |
- | - | Paint the sample wall in 2 shades by noon on Tuesday, client chooses |
- | 15 | migrate the old spreadsheets to the tracker | all rows imported, old file read-only
- | - | Join the night crew for one shift in week 32 |
- | - | Today I'll send my timesheet questions to payroll, answer noted |
- | 21 | Check the harness of every climber | log signed by both of us
- | - | Deliver a lunch talk on phishing in March, 15 people there |
- | - | give Kofi feedback on his report tomorrow, he tells me what he changes |
- | 25 | count the medication errors on our ward for a week | tally sheet handed to the pharmacist
- | - | fix the login bug before the release on 14/3, test added |
- | - | Practise the handover in English with Joanna 2x a week until Easter |
- | 10 | ask for a mentor in the finance team | name and first date in my calendar
- | - | Create a glossary of 30 terms for new starters by Q2 |
- | 18 | Reorganise the tool crib | every tool has a shadow board place
- | - | Watch the recording of the last pitch by Sunday and note 5 things to cut |
- | - | Find out by Friday who owns the returns process, name added to the wiki |
- | 14 | Write thank-you letters to the volunteers | 12 letters posted
- | - | by the 15th: compare 3 quotes for the van, table sent to Bill |
- | 40 | improve my typing: ten minutes each morning | 50 words a minute in the test
- | - | Talk the new menu through with front of house on Weds, allergen quiz done by all |
- | - | make a list of my 10 biggest time wasters until tonight |
- | 13 | Prepare the evidence folder for the inspection | all 7 sections filled
- | - | sign up two juniors for the mentoring lunch before Easter |
- | - | Set my alarm for 6 and walk to work every day this week |
M | - | fill in the form for the works council by Tuesday |
M | 10 | Talk to my manager about my hours | don't know yet
M | - | Prepare the agenda for next weeks meeting |
M | 14 | Draft the letter to the landlord | fine
M | - | contact IT about my laptop tomorrow |
M | 21 | Check the stock room with Abdul | its better
M | - | Visit the new site before the end of the month |
M | 8 | Explain the new rule to the crew | they get it
M | - | read the safety manual until Friday |
M | 30 | Plan the training day with Rosa | tba
M | - | call the insurance on Thursday about the claim |
M | 12 | Organise the files for the auditor | hopefully ok
M | - | Send Lucas the drawings by the end of the week |
M | 25 | Ask the head teacher about the science post | good feeling
T | - | Weld a practice frame with Ray | Ray finds no cracks
T | - | Visit 2 care homes with the district nurse | notes of both
T | - | make three cold calls asap | names and answers in the sheet
T | - | repair the leaking pump eventually | no drip for 24 hours
T | -7 | Send the references to the agency | receipt
T | - | Write a blog post on our apprenticeship | online, 30 readers
T | 1100 | Train two new first aiders | both have certificates
T | - | Ask Petra for her slides when I get the chance | slides in my folder
T | - | Collect 6 customer quotes | on one slide
T | - | Take over the Tuesday sales report from Lin | sent by me twice
T | - | Draft a rota for the kitchen | head chef signs
T | - | tidy the shared drive someday | under 100 files
T | 5000 | file the patent form | receipt number
S | 30 | be braver | said my opinion in 3 meetings
S | 20 | customer service | 10 smileys
S | - | get better with computers by may | pass the basic course
S | 40 | Improve maths | test with 80 %
S | 25 | be on time more | late max once
S | - | know more about the law by summer | quiz 7 out of 10
S | 30 | Focus | 5 hours of deep work logged
S | 60 | grow as a leader | team score above 4
S | 14 | less stress | two evenings off a week
S | 35 | My german | B1 exam passed
S | 30 | Gain confidence | 2 talks given
S | 21 | Try new things | 3 tried
S | 45 | make progress in my career | talk with HR held
S | 28 | team spirit | two team lunches held
SM | 20 | be a team player | good vibes
SM | - | get more respect by christmas |
SM | 30 | do my best | i try
SM | 14 | stay calm |
SM | 25 | Better quality | less mistakes
SM | 30 | find my style | feels right
ST | - | learn the software | test passed
ST | - | improve my cooking | chef gives 8 of 10
ST | - | presentation skills | two talks held
MT | - | ask around about the other department |
MT | - | Call the bank one day | done
MT | - | Go through the catalogue with Mei |
MT | - | help the new colleague with the machine |
MT | - | Discuss the rota with the team | dont know
SMT | - | be happier at work |
SMT | - | grow |
SMT | - | Become more senior | people see it
SMT | - | work on myself | x
SMT | - | get going with stuff |
A | 9 | Translate 2 pages for the union | Ivan checks | none
A | 20 | Hold one demo for the buyers | 5 buyers there |
R | 12 | Polish the brass fittings on 2 doors | photo sent to Ada | Monday is quiet | no
AR | - | send the key list to Jan by monday, he confirms | | | no
"""
